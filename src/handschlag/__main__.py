from handschlag.website.cli import main

main()
