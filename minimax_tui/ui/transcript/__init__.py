"""The transcript: cells, their layout, and the line-API view that draws them."""
