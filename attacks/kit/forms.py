"""Forms as a browser would send them: every field of a form on a page, with the value that stands in it."""
from html.parser import HTMLParser


class Forms(HTMLParser):
    """Collects the forms of a page: (action, method, [(name, value)])."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.here, self.select, self.area = [], None, None, None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.here = (a.get("action", ""), (a.get("method") or "get").lower(), [])
            self.found.append(self.here)
        if self.here is None:
            return
        fields, name = self.here[2], a.get("name")
        if tag == "input" and name:
            kind = a.get("type", "text")
            if kind in ("checkbox", "radio"):
                taken = any(n == name for n, _ in fields)
                if "checked" in a or (kind == "radio" and not taken):
                    fields.append((name, a.get("value", "on")))
            elif kind != "file":
                fields.append((name, a.get("value", "")))
        elif tag == "select" and name:
            self.select = [name, None]
        elif tag == "option" and self.select:
            if self.select[1] is None or "selected" in a:
                self.select[1] = a.get("value", "")
        elif tag == "textarea" and name:
            self.area = [name, ""]
        elif tag == "button" and name:
            fields.append((name, a.get("value", "")))

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.here = None
        elif tag == "select" and self.select and self.here is not None:
            self.here[2].append((self.select[0], self.select[1] or ""))
            self.select = None
        elif tag == "textarea" and self.area and self.here is not None:
            self.here[2].append(tuple(self.area))
            self.area = None


def forms(html):
    """The posted forms of a page: action → fields, without form token and key."""
    p = Forms()
    p.feed(html)
    out = {}
    for action, method, fields in p.found:
        if method == "post":
            out[action] = [(n, v) for n, v in fields if n not in ("_csrf", "_key")]
    return out
