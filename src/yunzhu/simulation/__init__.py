"""A simulated city with known truth; everything it makes says that it is simulated (模拟)."""
