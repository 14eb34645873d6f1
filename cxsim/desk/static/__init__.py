"""What a plan costs and does while behaviour stays as it is: futures, cost, shares, sensitivity, weights and fairness."""
