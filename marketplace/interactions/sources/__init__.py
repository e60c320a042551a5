"""Pure readers: one module for each form in which contact-centres report their contacts."""
