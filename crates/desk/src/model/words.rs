//! Finding by words: pairs of letters that carry meaning, and how near two texts are by the rare pairs they share.
use std::collections::{BTreeMap, BTreeSet};

use kernel::kana::search_key;

/// Most pairs kept of one text.
const KEPT: usize = 240;

fn plain(c: char) -> bool {
    // endings, particles and the polite forms of every sentence are of hiragana
    matches!(c, 'ぁ'..='ゟ' | 'ー' | '々')
}

/// The pairs of letters by which a text is found: those of two hiragana only are left out, for every sentence has them.
pub fn grams(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '々' && c != 'ー') {
        let chars: Vec<char> = word.chars().collect();
        for pair in chars.windows(2) {
            if pair.iter().all(|c| plain(*c)) {
                continue;
            }
            let key = search_key(&pair.iter().collect::<String>());
            if key.chars().count() >= 2 && out.len() < KEPT {
                out.insert(key);
            }
        }
    }
    out
}

/// The pairs by which a caller is recalled: of the whole key, hiragana too, for offices are called so (みどり).
pub fn caller_grams(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for word in text.split_whitespace() {
        out.extend(kernel::kana::bigrams(&search_key(word)));
    }
    out.retain(|g| g.chars().count() == 2);
    out
}

/// The nearest texts: each shares pairs with the one typed; a pair that few texts have counts more. Only texts that share
/// two pairs, or a third of what was typed. Best first.
pub fn nearest<K: Ord + Copy>(
    typed: &BTreeSet<String>,
    found: &[(String, K)],
    most: usize,
) -> Vec<K> {
    let mut often: BTreeMap<&str, usize> = BTreeMap::new();
    for (gram, _) in found {
        *often.entry(gram.as_str()).or_default() += 1;
    }
    let mut score: BTreeMap<K, (f64, usize)> = BTreeMap::new();
    for (gram, of) in found {
        let n = often.get(gram.as_str()).copied().unwrap_or(1);
        #[expect(clippy::cast_precision_loss, reason = "counts of a region are far below 2^53")]
        let weight = 1.0 / (1.0 + n as f64).ln();
        let entry = score.entry(*of).or_default();
        entry.0 += weight;
        entry.1 += 1;
    }
    let enough = |shared: usize| shared >= 2 && (shared >= 4 || shared * 4 >= typed.len());
    let mut all: Vec<(K, f64)> = score
        .into_iter()
        .filter(|(_, (_, shared))| enough(*shared))
        .map(|(k, (s, _))| (k, s))
        .collect();
    // of equals the newer one: ids rise with time
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    all.into_iter().take(most).map(|(k, _)| k).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_hiragana_say_nothing() {
        let g = grams("喀痰吸引のある方の退院先をさがしています。ショート");
        assert!(g.contains("吸引") && g.contains("退院") && g.contains("しよ"), "{g:?}");
        assert!(!g.contains("さか") && !g.contains("ます"), "{g:?}");
        assert_eq!(grams("はい。おねがいします"), BTreeSet::new());
    }

    #[test]
    fn callers_are_found_by_two_letters_of_any_script() {
        for typed in ["みど", "緑の", "連携"] {
            let key = search_key(typed);
            let of = caller_grams("みどりの丘病院 緑の家 地域連携室");
            assert!(of.contains(&key), "{typed}");
        }
    }

    #[test]
    fn the_text_that_shares_rare_words_comes_first() {
        let texts = [
            (1u32, "喀痰吸引のできる施設を知りたい。退院が近い"),
            (2, "退院の日が決まらない。施設の空きを待っている"),
            (3, "薬の飲み合わせについて薬剤師に聞きたい"),
            (4, "退院前カンファレンスの日程"),
        ];
        let typed = grams("喀痰吸引のある方の退院先、施設3か所に断られた");
        let found: Vec<(String, u32)> = texts
            .iter()
            .flat_map(|(n, t)| grams(t).into_iter().filter(|g| typed.contains(g)).map(|g| (g, *n)))
            .collect();
        let near = nearest(&typed, &found, 3);
        assert_eq!(near.first(), Some(&1));
        assert!(!near.contains(&3));
    }
}
