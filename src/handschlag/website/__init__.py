"""The front door: settings, root urls, the base layout every page stands in, the API's root, the command line."""
