//! Serves the specimen pages of the tests: `cargo run -p sextant-server --example specimens`, to look at a change of
//! style without a store.

#[path = "../tests/it/specimens.rs"]
#[allow(dead_code, clippy::unwrap_used)]
mod specimens;
#[path = "../tests/it/stories.rs"]
#[allow(dead_code, clippy::unwrap_used)]
mod stories;

#[tokio::main]
async fn main() -> Result<(), sextant_server::Error> {
    let port = std::env::args().nth(1).and_then(|p| p.parse().ok()).unwrap_or(8018);
    let config = sextant_server::Config { listen: ([127, 0, 0, 1], port).into(), ..Default::default() };
    println!("http://{}", config.listen);
    sextant_server::serve(std::sync::Arc::new(stories::all()), &config, std::future::pending()).await
}
