"""The command line: thin, loads what a command needs when it runs."""
