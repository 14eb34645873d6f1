"""Pages and files of the HR desk."""
