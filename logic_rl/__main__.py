"""`python -m logic_rl` is `logicrl`."""

from logic_rl.cli.main import main

if __name__ == "__main__":
    main()
