"""Goals as the page Strategy and the command line tell them."""
