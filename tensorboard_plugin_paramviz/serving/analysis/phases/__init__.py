"""What a training went through: phases and events, each held against chance."""
