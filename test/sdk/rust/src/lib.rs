//! What no request provokes: the emulator is asked for it (docs/faults.md).

use std::env;
use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;

type Outcome<T> = Result<T, Box<dyn Error>>;

pub struct Faults {
    address: String,
    path: String,
}

impl Faults {
    pub fn from_environment() -> Option<Self> {
        let url = env::var("SCENARIO_FAULTS").ok()?;
        let (address, path) = url.strip_prefix("http://")?.split_once('/')?;
        Some(Faults { address: address.to_owned(), path: format!("/{path}") })
    }

    /// The fault goes with what is returned. `which` are members of a JSON object.
    pub fn ask(&self, which: &str, code: &str, times: u32) -> Outcome<Fault<'_>> {
        let told = self.send("POST", "", &format!(r#"{{{which},"code":"{code}","times":{times}}}"#))?;
        let id = member(&told, r#""id":""#).ok_or(told.as_str())?.to_owned();
        Ok(Fault { faults: self, id })
    }

    fn send(&self, method: &str, rest: &str, body: &str) -> Outcome<String> {
        let Faults { address, path } = self;
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        let length = body.len();
        let mut connection = TcpStream::connect(address)?;
        write!(
            connection,
            "{method} {path}{rest} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{kind}Content-Length: {length}\r\n\r\n{body}"
        )?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

pub struct Fault<'a> {
    faults: &'a Faults,
    id: String,
}

impl Fault<'_> {
    /// How many requests it has met.
    pub fn met(&self) -> Outcome<u32> {
        let told = self.faults.send("GET", &format!("/{}", self.id), "")?;
        Ok(member(&told, r#""met":"#).ok_or(told.as_str())?.parse()?)
    }
}

impl Drop for Fault<'_> {
    fn drop(&mut self) {
        self.faults.send("DELETE", &format!("/{}", self.id), "").expect("the emulator leaves it");
    }
}

/// The digits behind a text.
fn member<'a>(json: &'a str, before: &str) -> Option<&'a str> {
    let rest = json.split_once(before)?.1;
    rest.split(|next: char| !next.is_ascii_digit()).next()
}
