-- What llm 0.36 wrote through its own API, 2026-11-23; tables of the search index left out.
CREATE TABLE "conversations" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT,
   "model" TEXT
);
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
, "resolved_model" TEXT, "reasoning" TEXT);
CREATE TABLE "attachments" (
   "id" TEXT PRIMARY KEY,
   "type" TEXT,
   "path" TEXT,
   "url" TEXT,
   "content" BLOB
);
CREATE TABLE "prompt_attachments" (
   "response_id" TEXT REFERENCES "responses"("id"),
   "attachment_id" TEXT REFERENCES "attachments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("response_id", "attachment_id")
);
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
CREATE TABLE "tool_results" (
   "id" INTEGER PRIMARY KEY,
   "response_id" TEXT REFERENCES "responses"("id"),
   "tool_id" INTEGER REFERENCES "tools"("id"),
   "name" TEXT,
   "output" TEXT,
   "tool_call_id" TEXT,
   "instance_id" INTEGER REFERENCES "tool_instances"("id")
, "exception" TEXT);
CREATE TABLE "messages" (
   "hash" TEXT PRIMARY KEY,
   "parent_hash" TEXT REFERENCES "messages"("hash"),
   "role" TEXT,
   "provider_metadata" TEXT
);
CREATE TABLE "parts" (
   "id" INTEGER PRIMARY KEY,
   "message_hash" TEXT REFERENCES "messages"("hash"),
   "position" INTEGER,
   "type" TEXT,
   "tool_name" TEXT,
   "text" TEXT,
   "payload" TEXT
);
CREATE TABLE "part_attachments" (
   "part_id" INTEGER REFERENCES "parts"("id"),
   "attachment_id" TEXT REFERENCES "attachments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("part_id", "attachment_id", "order")
);
CREATE TABLE "part_fragments" (
   "part_id" INTEGER REFERENCES "parts"("id"),
   "fragment_id" INTEGER REFERENCES "fragments"("id"),
   "order" INTEGER,
   PRIMARY KEY ("part_id", "fragment_id", "order")
);
CREATE TABLE "threads" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT,
   "tip_message_hash" TEXT REFERENCES "messages"("hash"),
   "forked_from" TEXT REFERENCES "threads"("id"),
   "datetime_utc" TEXT
);
CREATE TABLE "turns" (
   "id" TEXT PRIMARY KEY,
   "thread_id" TEXT REFERENCES "threads"("id"),
   "parent_message_hash" TEXT REFERENCES "messages"("hash"),
   "tip_message_hash" TEXT REFERENCES "messages"("hash"),
   "model" TEXT,
   "resolved_model" TEXT,
   "options_json" TEXT,
   "schema_id" TEXT REFERENCES "schemas"("id"),
   "input_tokens" INTEGER,
   "output_tokens" INTEGER,
   "token_details" TEXT,
   "duration_ms" INTEGER,
   "datetime_utc" TEXT
, "response_json" TEXT);
INSERT INTO "attachments" VALUES('fa560953df3885e66d1b794c8701dd8ead6c78af3830a1320ada1a4347f3d118','image/png',NULL,NULL,X'89504E470D0A1A0A78787878');
INSERT INTO "messages" VALUES('b2:d2faf0448ab8bfd6d53fc0d7effd22ff',NULL,'system',NULL);
INSERT INTO "messages" VALUES('b2:f850baa851cf91abcba68ca0cf179dda','b2:d2faf0448ab8bfd6d53fc0d7effd22ff','user',NULL);
INSERT INTO "messages" VALUES('b2:339333de369e1e96b2fc3680664ec3a1','b2:f850baa851cf91abcba68ca0cf179dda','assistant',NULL);
INSERT INTO "messages" VALUES('b2:c74560b1341a676cb0fe829cea42eb0c','b2:339333de369e1e96b2fc3680664ec3a1','user',NULL);
INSERT INTO "messages" VALUES('b2:310879347466df6d02055354554cc951','b2:c74560b1341a676cb0fe829cea42eb0c','assistant',NULL);
INSERT INTO "messages" VALUES('b2:25227073ad6bcef194119e9414d4af82','b2:310879347466df6d02055354554cc951','user',NULL);
INSERT INTO "messages" VALUES('b2:d9ee5c3084931eed808039229f9f0c69','b2:25227073ad6bcef194119e9414d4af82','assistant',NULL);
INSERT INTO "messages" VALUES('b2:ebffad1a1602e7582ddbe06dfada17ff','b2:d9ee5c3084931eed808039229f9f0c69','tool',NULL);
INSERT INTO "messages" VALUES('b2:56bb98ee5f05917f6d41d1ff0a8ae7b9','b2:ebffad1a1602e7582ddbe06dfada17ff','assistant',NULL);
INSERT INTO "messages" VALUES('b2:600b4a8e9d42bbde97e2dfd80e327ed4',NULL,'user',NULL);
INSERT INTO "messages" VALUES('b2:11888d32f344d64c8d34ec6930ce61e0','b2:600b4a8e9d42bbde97e2dfd80e327ed4','assistant',NULL);
INSERT INTO "parts" VALUES(1,'b2:d2faf0448ab8bfd6d53fc0d7effd22ff',0,'text',NULL,'Be brief',NULL);
INSERT INTO "parts" VALUES(2,'b2:f850baa851cf91abcba68ca0cf179dda',0,'text',NULL,'Hello there',NULL);
INSERT INTO "parts" VALUES(3,'b2:339333de369e1e96b2fc3680664ec3a1',0,'text',NULL,'You said: Hello there',NULL);
INSERT INTO "parts" VALUES(4,'b2:c74560b1341a676cb0fe829cea42eb0c',0,'text',NULL,'What is it?',NULL);
INSERT INTO "parts" VALUES(5,'b2:c74560b1341a676cb0fe829cea42eb0c',1,'attachment',NULL,NULL,'{"attachment": {"id": "fa560953df3885e66d1b794c8701dd8ead6c78af3830a1320ada1a4347f3d118"}}');
INSERT INTO "parts" VALUES(6,'b2:310879347466df6d02055354554cc951',0,'text',NULL,'You said: What is it?',NULL);
INSERT INTO "parts" VALUES(7,'b2:25227073ad6bcef194119e9414d4af82',0,'text',NULL,'Use the tool',NULL);
INSERT INTO "parts" VALUES(8,'b2:d9ee5c3084931eed808039229f9f0c69',0,'text',NULL,'calling',NULL);
INSERT INTO "parts" VALUES(9,'b2:d9ee5c3084931eed808039229f9f0c69',1,'tool_call','upper',NULL,'{"name": "upper", "arguments": {"text": "hi"}, "tool_call_id": "tc1"}');
INSERT INTO "parts" VALUES(10,'b2:ebffad1a1602e7582ddbe06dfada17ff',0,'tool_result','upper',NULL,'{"name": "upper", "output": "HI", "tool_call_id": "tc1"}');
INSERT INTO "parts" VALUES(11,'b2:56bb98ee5f05917f6d41d1ff0a8ae7b9',0,'text',NULL,'You said: tool [ToolResult(name=''upper'', output=''HI'', attachments=[], tool_call_id=''tc1'', instance=None, exception=None)]',NULL);
INSERT INTO "parts" VALUES(12,'b2:600b4a8e9d42bbde97e2dfd80e327ed4',0,'text',NULL,'A lone one',NULL);
INSERT INTO "parts" VALUES(13,'b2:11888d32f344d64c8d34ec6930ce61e0',0,'text',NULL,'You said: A lone one',NULL);
INSERT INTO "part_attachments" VALUES(5,'fa560953df3885e66d1b794c8701dd8ead6c78af3830a1320ada1a4347f3d118',0);
INSERT INTO "threads" VALUES('01m83h95jtjex03xw92drsybq8','Hello there','b2:56bb98ee5f05917f6d41d1ff0a8ae7b9',NULL,'2026-11-23 06:25:19.453862+00:00');
INSERT INTO "threads" VALUES('01m83h95kjpsdcxswzg72vfy9n','A lone one','b2:11888d32f344d64c8d34ec6930ce61e0',NULL,'2026-11-23 06:25:19.474657+00:00');
INSERT INTO "turns" VALUES('01m83h95jtjex03xw92drsybq9','01m83h95jtjex03xw92drsybq8','b2:f850baa851cf91abcba68ca0cf179dda','b2:339333de369e1e96b2fc3680664ec3a1','echo-1',NULL,NULL,NULL,3,5,NULL,0,'2026-11-23T06:25:19.450555+00:00',NULL);
INSERT INTO "turns" VALUES('01m83h95k3prwfvwkgre4zgfd1','01m83h95jtjex03xw92drsybq8','b2:c74560b1341a676cb0fe829cea42eb0c','b2:310879347466df6d02055354554cc951','echo-1',NULL,NULL,NULL,3,5,NULL,0,'2026-11-23T06:25:19.459239+00:00',NULL);
INSERT INTO "turns" VALUES('01m83h95k9ntdbenenc6a2dvy6','01m83h95jtjex03xw92drsybq8','b2:25227073ad6bcef194119e9414d4af82','b2:d9ee5c3084931eed808039229f9f0c69','echo-1',NULL,NULL,NULL,NULL,NULL,NULL,0,'2026-11-23T06:25:19.465502+00:00',NULL);
INSERT INTO "turns" VALUES('01m83h95k9ntdbenenc6a2dvy7','01m83h95jtjex03xw92drsybq8','b2:ebffad1a1602e7582ddbe06dfada17ff','b2:56bb98ee5f05917f6d41d1ff0a8ae7b9','echo-1',NULL,NULL,NULL,3,5,NULL,0,'2026-11-23T06:25:19.465684+00:00',NULL);
INSERT INTO "turns" VALUES('01m83h95kjpsdcxswzg72vfy9m','01m83h95kjpsdcxswzg72vfy9n','b2:600b4a8e9d42bbde97e2dfd80e327ed4','b2:11888d32f344d64c8d34ec6930ce61e0','echo-1',NULL,NULL,NULL,3,5,NULL,0,'2026-11-23T06:25:19.474230+00:00',NULL);
