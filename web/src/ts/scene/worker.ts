// The tablet of a crew: without a line, or when it does not answer within ten seconds, the box opens from the tablet itself.
// Nothing of anybody is kept here: the district lies sealed in the browser's own store.
import { serve } from "../worker";

serve("yui-scene-1", 10_000);
