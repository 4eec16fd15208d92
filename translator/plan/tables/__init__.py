"""Facts that the planner needs, one owner a fact, each with its source and date."""
