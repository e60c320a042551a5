"""A market in virtual time, with everything going wrong that may: what the proof is made on."""
