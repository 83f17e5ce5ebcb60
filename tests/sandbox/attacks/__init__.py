"""The attack corpus: one file a class, each case a few lines of a hostile program."""
