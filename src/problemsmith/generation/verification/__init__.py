"""verifyProblem: attack what was made, and keep the evidence."""
