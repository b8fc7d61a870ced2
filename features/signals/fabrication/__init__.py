"""What honest reporting hardly ever contains; each finding is for a person to look at."""
