"""The catalogue as data: reads resources/catalogue and resources/forms, checks it, packs it, takes in other lists."""
