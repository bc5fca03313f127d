"""Charts drawn with a painter: thin lines, words beside what they name; the same strokes on screen and paper."""
