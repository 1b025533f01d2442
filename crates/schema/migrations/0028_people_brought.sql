-- persons
CREATE TABLE people_brought(record TEXT PRIMARY KEY, region TEXT NOT NULL, by_words TEXT NOT NULL, written_on TEXT NOT NULL);
