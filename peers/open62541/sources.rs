//! Empty on purpose: this package only names the crate whose C sources `npm run peers -- open62541 --build` compiles.
