"""Search over schemes: many objectives, the same seeds for every plan, more and new seeds for the good ones, and a front judged on seeds never used before."""
