"""The main job on one month of contacts, from a file to settled payouts."""
