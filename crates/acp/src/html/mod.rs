//! Pages: thin callers of the use cases. One file per page.
mod beside;
mod booklet;
mod choose;
mod easy;
mod export;
mod figures;
#[cfg(test)]
mod flow_tests;
mod keyed;
mod list;
mod my;
mod my_share;
mod my_write;
mod note;
mod parts;
mod scan;
mod share;
mod talk;
mod versions;
mod write;

use slice::{Audit, NavItem, Route};

use crate::permissions as p;

/// The addresses of this slice.
pub(crate) fn routes() -> Vec<Route> {
    let get = |path, permission, handler| Route::get(path, permission, Audit::Person, handler);
    let post = |path, permission, handler| Route::post(path, permission, Audit::Person, handler);
    vec![
        Route::get("/wish", &p::LIST, Audit::List, list::page),
        Route::get("/wish/figures", &p::FIGURES, Audit::Act, figures::page),
        get("/people/{resident}/wish", &p::READ, note::page),
        get("/people/{resident}/wish/versions", &p::READ, versions::list),
        get("/people/{resident}/wish/versions/{version}", &p::READ, versions::one),
        get("/people/{resident}/wish/print", &p::PRINT, booklet::staff),
        get("/people/{resident}/wish/export", &p::EXPORT, export::staff_file),
        get("/people/{resident}/wish/export/sheet", &p::EXPORT, export::staff_sheet),
        get("/people/{resident}/wish/write", &p::WRITE, write::page),
        post("/people/{resident}/wish/write", &p::WRITE, write::save),
        post("/people/{resident}/wish/draft", &p::WRITE, write::draft),
        post("/people/{resident}/wish/discard", &p::WRITE, write::discard),
        post("/people/{resident}/wish/confirm", &p::WRITE, note::confirm),
        post("/people/{resident}/wish/proxies", &p::WRITE, beside::add_proxy),
        post("/people/{resident}/wish/proxies/{proxy}", &p::WRITE, beside::step),
        post("/people/{resident}/wish/proxies/{proxy}/end", &p::WRITE, beside::end_proxy),
        post("/people/{resident}/wish/papers", &p::WRITE, beside::add_paper),
        post("/people/{resident}/wish/papers/{paper}/end", &p::WRITE, beside::end_paper),
        get("/people/{resident}/wish/papers/{paper}/scans", &p::WRITE, scan::page),
        post("/people/{resident}/wish/papers/{paper}/scans", &p::WRITE, scan::add),
        get("/people/{resident}/wish/papers/{paper}/scans/{file}", &p::READ, scan::file),
        post(
            "/people/{resident}/wish/papers/{paper}/scans/{file}/withdraw",
            &p::WRITE,
            scan::take_back,
        ),
        post("/people/{resident}/wish/shared", &p::WRITE, beside::shared),
        get("/people/{resident}/wish/talk", &p::WRITE, talk::page),
        post("/people/{resident}/wish/talk", &p::WRITE, talk::save),
        post("/people/{resident}/wish/talks/{talk}/cancel", &p::WRITE, talk::cancel),
        get("/people/{resident}/wish/sharing", &p::SHARE, share::page),
        post("/people/{resident}/wish/sharing", &p::SHARE, share::show),
        get("/people/{resident}/wish/sharing/choose", &p::SHARE, choose::staff),
        post("/people/{resident}/wish/sharing/name", &p::SHARE, share::name),
        post("/people/{resident}/wish/sharing/stay", &p::SHARE, share::enter),
        post("/people/{resident}/wish/sharing/leave", &p::SHARE, share::leave),
        post("/people/{resident}/wish/withdraw", &p::SHARE, share::withdraw),
        get("/people/{resident}/wish/paper", &p::KEY, keyed::page),
        post("/people/{resident}/wish/paper", &p::KEY, keyed::save),
        get("/my/wish", &p::MY, my::home),
        get("/my/wish/versions", &p::MY, my::versions),
        get("/my/wish/print", &p::MY, booklet::mine),
        get("/my/wish/export", &p::MY_EXPORT, export::my_file),
        get("/my/wish/export/sheet", &p::MY_EXPORT, export::my_sheet),
        get("/my/wish/papers/{paper}/scans/{file}", &p::MY, scan::mine),
        get("/my/wish/q/{question}", &p::MY_WRITE, my_write::question),
        post("/my/wish/q/{question}", &p::MY_WRITE, my_write::answer),
        get("/my/wish/save", &p::MY_WRITE, my_write::save_page),
        post("/my/wish/save", &p::MY_WRITE, my_write::save),
        get("/my/wish/money", &p::MONEY, my_write::money),
        post("/my/wish/money", &p::MONEY, my_write::money_save),
        get("/my/wish/see", &p::MY_WRITE, my_share::page),
        post("/my/wish/see", &p::MY_WRITE, my_share::show),
        get("/my/wish/see/choose", &p::MY_WRITE, choose::mine),
        post("/my/wish/see/name", &p::MY_WRITE, my_share::name),
        post("/my/wish/withdraw", &p::MY_WRITE, my_share::withdraw),
        get("/my/wish/proxies", &p::MY_WRITE, my_share::proxies),
        post("/my/wish/proxies", &p::MY_WRITE, my_share::add_proxy),
        post("/my/wish/proxies/{proxy}", &p::MY_WRITE, my_share::step),
    ]
}

/// Its entries in the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![
        NavItem { label: |_| "きぼうノート", href: "/wish", rank: 45, permission: &p::LIST },
        NavItem {
            label: |_| "意思決定記載数",
            href: "/wish/figures",
            rank: 61,
            permission: &p::FIGURES,
        },
    ]
}
