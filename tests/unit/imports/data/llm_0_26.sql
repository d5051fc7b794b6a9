-- What llm 0.26 wrote through its own API, 2026-11-23; tables of the search index left out.
CREATE TABLE "conversations" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT,
   "model" TEXT
);
INSERT INTO "conversations" VALUES('01m83jd3y5c57t2kjdvffmsmfk','Hello there','echo-1');
CREATE TABLE "responses" (
   "id" TEXT PRIMARY KEY,
   "model" TEXT,
   "prompt" TEXT,
   "system" TEXT,
   "prompt_json" TEXT,
   "options_json" TEXT,
   "response" TEXT,
   "response_json" TEXT,
   "conversation_id" TEXT REFERENCES "conversations"("id"),
   "duration_ms" INTEGER,
   "datetime_utc" TEXT,
   "input_tokens" INTEGER,
   "output_tokens" INTEGER,
   "token_details" TEXT,
   "schema_id" TEXT REFERENCES "schemas"("id")
);
INSERT INTO "responses" VALUES('01m83jd3y5c57t2kjdvffmsmfm','echo-1','Hello there','Be brief',NULL,'{}','You said: Hello there',NULL,'01m83jd3y5c57t2kjdvffmsmfk',0,'2026-11-23T06:44:57.413836+00:00',3,5,NULL,NULL);
INSERT INTO "responses" VALUES('01m83jd3y8p61h9f96as1x643r','echo-1','What is it?',NULL,NULL,'{}','You said: What is it?',NULL,'01m83jd3y5c57t2kjdvffmsmfk',0,'2026-11-23T06:44:57.416945+00:00',3,5,NULL,NULL);
INSERT INTO "responses" VALUES('01m83jd3yf06pfbgjsccg4jjhb','echo-1','Use the tool',NULL,NULL,'{}','calling',NULL,'01m83jd3y5c57t2kjdvffmsmfk',0,'2026-11-23T06:44:57.423754+00:00',NULL,NULL,NULL,NULL);
INSERT INTO "responses" VALUES('01m83jd3yf06pfbgjsccg4jjhc','echo-1','',NULL,NULL,'{}','You said: nothing',NULL,'01m83jd3y5c57t2kjdvffmsmfk',0,'2026-11-23T06:44:57.424178+00:00',3,5,NULL,NULL);
CREATE TABLE "attachments" (
   "id" TEXT PRIMARY KEY,
   "type" TEXT,
   "path" TEXT,
   "url" TEXT,
   "content" BLOB
);
INSERT INTO "attachments" VALUES('fa560953df3885e66d1b794c8701dd8ead6c78af3830a1320ada1a4347f3d118','image/png',NULL,NULL,X'89504E470D0A1A0A78787878');
CREATE TABLE "prompt_attachments" (
   "response_id" TEXT REFERENCES "responses"("id"),
   "attachment_id" TEXT REFERENCES "attachments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("response_id", "attachment_id")
);
INSERT INTO "prompt_attachments" VALUES('01m83jd3y8p61h9f96as1x643r','fa560953df3885e66d1b794c8701dd8ead6c78af3830a1320ada1a4347f3d118',0);
CREATE TABLE "fragments" (
   "id" INTEGER PRIMARY KEY,
   "hash" TEXT,
   "content" TEXT,
   "datetime_utc" TEXT,
   "source" TEXT
);
CREATE TABLE "prompt_fragments" (
   "response_id" TEXT REFERENCES "responses"("id"),
   "fragment_id" INTEGER REFERENCES "fragments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("response_id", "fragment_id", "order")
);
CREATE TABLE "tool_calls" (
   "id" INTEGER PRIMARY KEY,
   "response_id" TEXT REFERENCES "responses"("id"),
   "tool_id" INTEGER REFERENCES "tools"("id"),
   "name" TEXT,
   "arguments" TEXT,
   "tool_call_id" TEXT
);
INSERT INTO "tool_calls" VALUES(1,'01m83jd3yf06pfbgjsccg4jjhb',1,'upper','{"text": "hi"}','tc1');
CREATE TABLE "tool_results" (
   "id" INTEGER PRIMARY KEY,
   "response_id" TEXT REFERENCES "responses"("id"),
   "tool_id" INTEGER REFERENCES "tools"("id"),
   "name" TEXT,
   "output" TEXT,
   "tool_call_id" TEXT,
   "instance_id" INTEGER REFERENCES "tool_instances"("id")
);
INSERT INTO "tool_results" VALUES(1,'01m83jd3yf06pfbgjsccg4jjhc',1,'upper','HI','tc1',NULL);
