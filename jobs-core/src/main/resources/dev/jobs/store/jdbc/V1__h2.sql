-- The tables of Jobs for Spring Boot, version 1, for H2 2.3.232 and later.
-- Run this as it is, or copy it into the migrations of the application. For another prefix of the table names replace
-- "jobs_" everywhere. It can be run again after an interruption, because definitions are no part of a transaction in H2.
--
-- Runs that have not ended are in jobs_run, those that have ended in jobs_history: the first stays small, however much
-- the second holds.
--
-- state:        0 scheduled  1 queued  2 running  3 retrying  4 succeeded  5 failed  6 cancelled
-- reason:       1 exhausted  2 permanent  3 timeout  4 crashed  5 payload  6 shutdown  7 removed  8 expired
-- trigger_code: 1 scheduled  2 manual  3 enqueued  4 replay  5 child

CREATE TABLE IF NOT EXISTS jobs_run (
	id               uuid        NOT NULL,
	due_at           timestamp(6) with time zone NOT NULL,
	created_at       timestamp(6) with time zone NOT NULL,
	scheduled_at     timestamp(6) with time zone NOT NULL,
	started_at       timestamp(6) with time zone,
	deadline_at      timestamp(6) with time zone,
	token            bigint      NOT NULL DEFAULT 0,
	timeout_ms       bigint,
	attempt          integer     NOT NULL DEFAULT 0,
	max_attempts     integer     NOT NULL,
	slot             integer,
	state            smallint    NOT NULL,
	rank             smallint    NOT NULL, -- the priority with the other sign: the lowest goes first
	trigger_code     smallint    NOT NULL,
	crashes          smallint    NOT NULL DEFAULT 0,
	reason           smallint,
	payload_version  smallint    NOT NULL DEFAULT 1,
	cancel_requested boolean     NOT NULL DEFAULT false,
	labelled         boolean     NOT NULL DEFAULT false,
	replay_of        uuid,
	parent_run_id    uuid,
	namespace        varchar(64) NOT NULL,
	queue            varchar(128) NOT NULL,
	job_id           varchar(128) NOT NULL,
	node_id          varchar(200),
	key_text         varchar(512),
	trace            varchar(1048576),
	error_type       varchar(1048576),
	error_message    varchar(1048576),
	error_stack      varchar(1048576),
	payload          varchar(1048576) NOT NULL,
	-- 0 any node may claim it  1 even while it is paused, for it was triggered by hand  2 one at a time, for a node has died over it
	lane             smallint GENERATED ALWAYS AS (CASE WHEN crashes > 0 THEN 2 WHEN trigger_code = 2 THEN 1 ELSE 0 END),
	-- What comes next by itself, and when: 1 it is due  2 its deadline has passed
	wake             smallint GENERATED ALWAYS AS (CASE WHEN state = 2 THEN NULL WHEN state = 1 OR deadline_at < due_at THEN NVL2(deadline_at, 2, NULL) ELSE 1 END),
	wake_at          timestamp(6) with time zone GENERATED ALWAYS AS (CASE WHEN state = 2 THEN NULL WHEN state = 1 OR deadline_at < due_at THEN deadline_at ELSE due_at END),
	CONSTRAINT jobs_run_pk PRIMARY KEY (id)
);

-- There are few indexes, since H2 takes a row that changes out of all and puts it into all again, and none can leave rows out.
-- What can be claimed, in the order in which it is.
CREATE INDEX IF NOT EXISTS jobs_run_ready ON jobs_run (namespace, state, queue, lane, rank, due_at, id);
-- What waits for its time or its deadline.
CREATE INDEX IF NOT EXISTS jobs_run_waiting ON jobs_run (namespace, wake, wake_at);
-- One run in each slot of a job that must not overlap with itself.
CREATE UNIQUE INDEX IF NOT EXISTS jobs_run_slot ON jobs_run (namespace, job_id, slot);

CREATE TABLE IF NOT EXISTS jobs_history (
	id               uuid         NOT NULL,
	due_at           timestamp(6) with time zone NOT NULL,
	created_at       timestamp(6) with time zone NOT NULL,
	scheduled_at     timestamp(6) with time zone NOT NULL,
	started_at       timestamp(6) with time zone,
	deadline_at      timestamp(6) with time zone,
	token            bigint      NOT NULL DEFAULT 0,
	timeout_ms       bigint,
	attempt          integer     NOT NULL DEFAULT 0,
	max_attempts     integer     NOT NULL,
	slot             integer,
	state            smallint    NOT NULL,
	rank             smallint    NOT NULL, -- the priority with the other sign: the lowest goes first
	trigger_code     smallint    NOT NULL,
	crashes          smallint    NOT NULL DEFAULT 0,
	reason           smallint,
	payload_version  smallint    NOT NULL DEFAULT 1,
	cancel_requested boolean     NOT NULL DEFAULT false,
	labelled         boolean     NOT NULL DEFAULT false,
	replay_of        uuid,
	parent_run_id    uuid,
	namespace        varchar(64) NOT NULL,
	queue            varchar(128) NOT NULL,
	job_id           varchar(128) NOT NULL,
	node_id          varchar(200),
	key_text         varchar(512),
	trace            varchar(1048576),
	error_type       varchar(1048576),
	error_message    varchar(1048576),
	error_stack      varchar(1048576),
	payload          varchar(1048576) NOT NULL,
	finished_at timestamp(6) with time zone NOT NULL,
	result      varchar(1048576),
	CONSTRAINT jobs_history_pk PRIMARY KEY (id)
);

-- Pages of runs, newest first: all, of a state, of a job.
CREATE INDEX IF NOT EXISTS jobs_history_newest ON jobs_history (namespace, state, created_at, id);
CREATE INDEX IF NOT EXISTS jobs_history_job ON jobs_history (namespace, job_id, state, created_at, id);
CREATE INDEX IF NOT EXISTS jobs_history_key ON jobs_history (namespace, key_text, state, created_at, id);
-- What is too old, by state, since failed runs are kept longer.
CREATE INDEX IF NOT EXISTS jobs_history_finished ON jobs_history (namespace, state, finished_at);

-- Attempts that failed or were lost; the last attempt of a run is in its own row.
CREATE TABLE IF NOT EXISTS jobs_attempt (
	run_id        uuid       NOT NULL,
	token         bigint     NOT NULL,
	attempt       integer    NOT NULL,
	started_at    timestamp(6) with time zone,
	finished_at   timestamp(6) with time zone NOT NULL,
	reason        smallint,
	node_id       varchar(200),
	error_type    varchar(1048576),
	error_message varchar(1048576),
	error_stack   varchar(1048576),
	CONSTRAINT jobs_attempt_pk PRIMARY KEY (run_id, token)
);

CREATE TABLE IF NOT EXISTS jobs_label (
	created_at  timestamp(6) with time zone NOT NULL, -- that of the run, so that pages can be read in order
	run_id      uuid        NOT NULL,
	namespace   varchar(64) NOT NULL,
	label_key   varchar(128) NOT NULL,
	label_value varchar(512) NOT NULL,
	CONSTRAINT jobs_label_pk PRIMARY KEY (run_id, label_key)
);

CREATE INDEX IF NOT EXISTS jobs_label_value ON jobs_label (namespace, label_key, label_value, created_at, run_id);

CREATE TABLE IF NOT EXISTS jobs_key (
	run_id      uuid        NOT NULL,
	expires_at  timestamp(6) with time zone, -- nothing while the run has not ended
	namespace   varchar(64) NOT NULL,
	job_id      varchar(128) NOT NULL,
	key_text    varchar(512) NOT NULL,
	fingerprint varchar(128),
	CONSTRAINT jobs_key_pk PRIMARY KEY (namespace, key_text, job_id)
);

CREATE INDEX IF NOT EXISTS jobs_key_expiry ON jobs_key (namespace, expires_at);

CREATE TABLE IF NOT EXISTS jobs_schedule (
	anchor      timestamp(6) with time zone NOT NULL,
	next_fire   timestamp(6) with time zone,
	delay_ms    bigint,
	namespace   varchar(64) NOT NULL,
	job_id      varchar(128) NOT NULL,
	fingerprint varchar(1048576) NOT NULL,
	CONSTRAINT jobs_schedule_pk PRIMARY KEY (namespace, job_id)
);

CREATE INDEX IF NOT EXISTS jobs_schedule_next ON jobs_schedule (namespace, next_fire);

CREATE TABLE IF NOT EXISTS jobs_node (
	started_at   timestamp(6) with time zone NOT NULL,
	heartbeat_at timestamp(6) with time zone NOT NULL,
	lease_end    timestamp(6) with time zone NOT NULL,
	capacity     integer     NOT NULL,
	running      integer     NOT NULL,
	clock_skew_ms integer, -- how far its clock is ahead of that of the database; nothing while it does not know
	lost         boolean     NOT NULL DEFAULT false, -- its runs were given to others, which it must be told
	namespace    varchar(64) NOT NULL,
	node_id      varchar(200) NOT NULL,
	version      varchar(64) NOT NULL,
	CONSTRAINT jobs_node_pk PRIMARY KEY (namespace, node_id)
);

-- kind: 1 job  2 queue
CREATE TABLE IF NOT EXISTS jobs_pause (
	since     timestamp(6) with time zone NOT NULL,
	until_at  timestamp(6) with time zone,
	kind      smallint    NOT NULL,
	namespace varchar(64) NOT NULL,
	name      varchar(128) NOT NULL,
	paused_by varchar(1048576),
	reason    varchar(1048576),
	CONSTRAINT jobs_pause_pk PRIMARY KEY (namespace, kind, name)
);

-- The numbers of a job are the sums over a few rows, so that writers seldom wait for one another. last_status: 1 success  2 failure  3 skipped
CREATE TABLE IF NOT EXISTS jobs_count (
	success           bigint      NOT NULL DEFAULT 0,
	failure           bigint      NOT NULL DEFAULT 0,
	skipped           bigint      NOT NULL DEFAULT 0,
	last_execution_at timestamp(6) with time zone,
	last_status_at    timestamp(6) with time zone,
	last_status       smallint,
	namespace         varchar(64) NOT NULL,
	job_id            varchar(128) NOT NULL,
	writer            varchar(200) NOT NULL,
	CONSTRAINT jobs_count_pk PRIMARY KEY (namespace, job_id, writer)
);

-- Which versions were installed. compatible_from: the oldest version whose library may work with these tables.
CREATE TABLE IF NOT EXISTS jobs_schema (
	version         integer NOT NULL,
	compatible_from integer NOT NULL,
	installed_at    timestamp(6) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	CONSTRAINT jobs_schema_pk PRIMARY KEY (version)
);

MERGE INTO jobs_schema (version, compatible_from) KEY (version) VALUES (1, 1);
