// Without a line the browser shows the rooms' page 「つながっていません」 with the drafts of this device instead of its own
// error. Nothing of anybody is kept here: that page holds no name, and the drafts are in the account's own store.
import { serve } from "../worker";

serve("yui-rooms-1", 0);
