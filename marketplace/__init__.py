"""The first floor: the work. Its files are the roof of the project, its folders the domain.

Owns campaigns with their rate cards, and interactions as their sources reported them.
Never multiplies a rate by a quantity: what work is worth is known one floor up.
"""
