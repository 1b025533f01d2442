//! `yui generated NAME`: what docs/generated holds, printed from the program itself.
use std::io::Write;

use db::{Db, Durability};
use serde_json::{Map, Value, json};
use slice::Method;

use crate::cli;
use crate::place::Place;
use crate::slices;

/// Prints one of the generated files.
pub fn print(name: &str, out: &mut dyn Write) -> Result<u8, String> {
    let text = match name {
        "routes.txt" => routes(),
        "permissions.txt" => permissions(),
        "openapi.json" => openapi(),
        "cli.txt" => cli::help(),
        "config.schema.json" => config(),
        "schema-sqlite.sql" => sqlite()?,
        "schema-postgres.sql" => postgres()?,
        other => return Err(format!("{other} というファイルは作れません")),
    };
    out.write_all(text.as_bytes()).map_err(|e| e.to_string())?;
    Ok(cli::DONE)
}

fn method(m: Method) -> &'static str {
    match m {
        Method::Get => "GET",
        Method::Post => "POST",
    }
}

fn routes() -> String {
    let mut lines = Vec::new();
    for s in slices::all() {
        for r in &s.routes {
            let (code, capability) =
                r.permission.map_or(("public", "-"), |p| (p.code, p.capability));
            lines.push(format!(
                "{} {} {code} {} {capability}",
                r.path,
                method(r.method),
                r.audit.code()
            ));
        }
    }
    lines.sort();
    format!("# path method permission audit capability\n{}\n", lines.join("\n"))
}

fn permissions() -> String {
    let mut out = String::from("# permission capability hats\n");
    for s in slices::all() {
        for p in s.permissions {
            let hats: Vec<&str> = p.hats.iter().map(|h| h.code()).collect();
            out.push_str(&format!("{} {} {}\n", p.code, p.capability, hats.join(",")));
        }
    }
    out.push('\n');
    out.push_str(&people::authz::golden());
    out
}

fn openapi() -> String {
    let mut paths: Map<String, Value> = Map::new();
    for s in slices::all() {
        for r in &s.routes {
            let key = format!("/{{region}}{}", r.path);
            let entry = paths.entry(key).or_insert_with(|| json!({}));
            if let Some(o) = entry.as_object_mut() {
                o.insert(
                    method(r.method).to_lowercase(),
                    json!({
                        "tags": [s.name],
                        "summary": r.permission.map_or("だれでも", |p| p.label),
                        "x-permission": r.permission.map(|p| p.code),
                        "x-audit": r.audit.code(),
                        "responses": { "default": { "description": "HTML" } },
                    }),
                );
            }
        }
    }
    paths.sort_keys();
    let doc = json!({
        "openapi": "3.1.0",
        "info": { "title": "Yui", "version": env!("CARGO_PKG_VERSION") },
        "paths": paths,
    });
    format!("{}\n", serde_json::to_string_pretty(&doc).unwrap_or_default())
}

fn config() -> String {
    let doc = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Yui: environment",
        "type": "object",
        "properties": {
            "YUI_ORIGIN": { "type": "string", "description": "紙のQRに入れる、このサーバーの公開アドレス（例 https://yui.example.jp）" },
            "YUI_CLAMD": { "type": "string", "description": "添付のファイルを調べる ClamAV（clamd）の場所（例 127.0.0.1:3310、unix:/run/clamav/clamd.ctl）。書かないと調べません" },
            "RUST_LOG": { "type": "string", "description": "記録の細かさ" }
        }
    });
    format!("{}\n", serde_json::to_string_pretty(&doc).unwrap_or_default())
}

fn sqlite() -> Result<String, String> {
    let dir = std::env::temp_dir().join(format!("yui-generated-{}", std::process::id()));
    std::fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
    let made = (|| {
        let db = Db::open_sqlite(&dir.join("s.sqlite"), Durability::Full)?;
        db::migrate::migrate(&db, schema::REGION, true)?;
        db::migrate::dump(&db)
    })();
    let _ = std::fs::remove_dir_all(&dir);
    made.map_err(|e| e.to_string())
}

fn postgres() -> Result<String, String> {
    let url = std::env::var("YUI_TEST_POSTGRES").map_err(|_| {
        "YUI_TEST_POSTGRES に、試験用のデータベースのアドレスを入れてください".to_string()
    })?;
    let Place::Postgres(pool) = Place::postgres(&url)? else { return Err("database".into()) };
    let db = Db::open_postgres(&pool, "r_generated").map_err(|e| e.to_string())?;
    db::migrate::migrate(&db, schema::REGION, true).map_err(|e| e.to_string())?;
    db::migrate::dump(&db).map_err(|e| e.to_string())
}
