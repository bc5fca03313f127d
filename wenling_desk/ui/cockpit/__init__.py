"""驾驶舱: figures that show how they are made, and open the cases they count."""
