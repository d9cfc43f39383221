"""`python -m crowd`, the same as `crowd`."""

from crowd.app import main

main()
