"""A small payment processor on loopback, for the demo, the tests and the benchmarks.

It speaks Stripe's HTTP: forms in, JSON out, idempotency keys, signed messages. It keeps its
books in one SQLite file and so remembers, as a real processor does, what happened before
somebody was killed. It refuses every parameter that the vendor's library does not declare,
and it fails in scripted ways when told to under ``/_control/``. The application reaches it
only over the wire; nobody imports it.
"""
