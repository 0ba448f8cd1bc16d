#!/usr/bin/env python
"""Django's command line for this site."""

import sys

from django.core.management import execute_from_command_line

from videocall.startup import load_settings

if __name__ == "__main__":
    load_settings()
    execute_from_command_line(sys.argv)
