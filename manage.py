#!/usr/bin/env python
"""Run a management command; without settings of its own, on the demo's database."""

import os
import sys

from django.core.management import execute_from_command_line

from marketplace.devstack import adopt_demo

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    adopt_demo(sys.argv)
    execute_from_command_line(sys.argv)
