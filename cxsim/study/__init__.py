"""Many runs compared: which cells, where they are kept, how sure the differences are."""
