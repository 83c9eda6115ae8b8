"""The command line: parse, authorise, call one service function, render."""
