//! Every page in its states.
