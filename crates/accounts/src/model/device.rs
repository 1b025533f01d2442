//! What a device is called in the list of devices: 「Windows の Edge」. Only for recognising one's own; decides nothing.

/// From the browser's own word.
pub fn name_of(agent: &str) -> String {
    let has = |w: &str| agent.contains(w);
    let machine = if has("iPhone") {
        "iPhone"
    } else if has("iPad") {
        "iPad"
    } else if has("Android") {
        "Android"
    } else if has("Windows") {
        "Windows"
    } else if has("Macintosh") {
        "Mac"
    } else if has("CrOS") {
        "Chromebook"
    } else if has("Linux") {
        "Linux"
    } else {
        "端末"
    };
    let browser = if has("Edg/") || has("EdgA/") || has("EdgiOS/") {
        "Edge"
    } else if has("Firefox/") || has("FxiOS/") {
        "Firefox"
    } else if has("Chrome/") || has("CriOS/") {
        "Chrome"
    } else if has("Safari/") {
        "Safari"
    } else if has("Trident/") || has("MSIE") {
        "Internet Explorer"
    } else {
        "ブラウザー"
    };
    format!("{machine} の {browser}")
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn usual_devices_have_names_one_knows() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Windows の Edge",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "iPhone の Safari",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36",
                "Android の Chrome",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko",
                "Windows の Internet Explorer",
            ),
            ("", "端末 の ブラウザー"),
            ("<script>", "端末 の ブラウザー"),
        ] {
            assert_eq!(name_of(agent), name);
        }
    }
}
