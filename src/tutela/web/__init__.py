"""The web door: the application, its locks and limits, the pages' shell."""
