-- What oterm 0.26.1 wrote through its own Store, 2026-11-23.
CREATE TABLE "chat" (
                        "id"            INTEGER,
                        "name"          TEXT,
                        "model"         TEXT NOT NULL,
                        "system"        TEXT,
                        "provider"      TEXT DEFAULT "ollama",
                        "parameters"    TEXT DEFAULT "{}",
                        "tools"         TEXT DEFAULT "[]",
                        "thinking"      BOOLEAN DEFAULT 0,
                        PRIMARY KEY("id" AUTOINCREMENT)
                    );
CREATE TABLE "message" (
                        "id"		INTEGER,
                        "chat_id"	INTEGER NOT NULL,
                        "author"	TEXT NOT NULL,
                        "text"		TEXT NOT NULL,
                        "images"    TEXT DEFAULT "[]",
                        PRIMARY KEY("id" AUTOINCREMENT),
                        FOREIGN KEY("chat_id") REFERENCES "chat"("id") ON DELETE CASCADE
                    );
INSERT INTO "chat" VALUES(1,'Colours','llama3.2','Be kind.','ollama','{}','[]',0);
INSERT INTO "chat" VALUES(2,'empty','x',NULL,'ollama','{}','[]',0);
INSERT INTO "message" VALUES(1,1,'user','What is in it?','["iVBORw0KGgo="]');
INSERT INTO "message" VALUES(2,1,'assistant','A *red* square.','[]');
