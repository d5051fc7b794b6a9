-- What elia-chat 1.10.0 wrote through its own ChatsManager, 2026-11-23.
BEGIN TRANSACTION;
CREATE TABLE chat (
	id INTEGER NOT NULL, 
	model VARCHAR NOT NULL, 
	title VARCHAR, 
	started_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	archived BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "chat" VALUES(1,'gpt-4o','Trees','2026-11-23 06:35:03.623441',0);
CREATE TABLE message (
	id INTEGER NOT NULL, 
	chat_id INTEGER, 
	role VARCHAR NOT NULL, 
	content VARCHAR NOT NULL, 
	timestamp DATETIME DEFAULT CURRENT_TIMESTAMP, 
	meta JSON, 
	parent_id INTEGER, 
	model VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(chat_id) REFERENCES chat (id), 
	FOREIGN KEY(parent_id) REFERENCES message (id)
);
INSERT INTO "message" VALUES(1,1,'system','You are brief.','2026-11-01 09:00:00.000000','{}',NULL,'gpt-4o');
INSERT INTO "message" VALUES(2,1,'user','Name a tree','2026-11-01 09:00:00.000000','{}',NULL,'gpt-4o');
INSERT INTO "message" VALUES(3,1,'assistant','An oak.','2026-11-01 09:00:02.000000','{}',NULL,'gpt-4o');
CREATE TABLE system_prompt (
	id INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	prompt VARCHAR NOT NULL, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP, 
	PRIMARY KEY (id)
);
COMMIT;
