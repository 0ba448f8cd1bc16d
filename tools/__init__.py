"""What the makefile runs that is Python."""
