"""How simulated trainings go, a module each: the scenario's docstring says what an observer must find."""
