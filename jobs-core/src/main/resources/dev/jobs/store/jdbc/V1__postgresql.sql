-- The tables of Jobs for Spring Boot, version 1, for PostgreSQL 13 and later.
-- Run this as it is, or copy it into the migrations of the application. For another prefix of the table names replace
-- "jobs_" everywhere.
--
-- Runs that have not ended are in jobs_run, those that have ended in jobs_history: the first stays small, however much
-- the second holds.
--
-- state:        0 scheduled  1 queued  2 running  3 retrying  4 succeeded  5 failed  6 cancelled
-- reason:       1 exhausted  2 permanent  3 timeout  4 crashed  5 payload  6 shutdown  7 removed  8 expired
-- trigger_code: 1 scheduled  2 manual  3 enqueued  4 replay  5 child

CREATE TABLE IF NOT EXISTS jobs_run (
	id               uuid         NOT NULL,
	due_at           timestamptz  NOT NULL,
	created_at       timestamptz  NOT NULL,
	scheduled_at     timestamptz  NOT NULL,
	started_at       timestamptz,
	deadline_at      timestamptz,
	token            bigint       NOT NULL DEFAULT 0,
	timeout_ms       bigint,
	attempt          integer      NOT NULL DEFAULT 0,
	max_attempts     integer      NOT NULL,
	slot             integer,
	state            smallint     NOT NULL,
	rank             smallint     NOT NULL, -- the priority with the other sign: the lowest goes first
	trigger_code     smallint     NOT NULL,
	crashes          smallint     NOT NULL DEFAULT 0,
	reason           smallint,
	payload_version  smallint     NOT NULL DEFAULT 1,
	cancel_requested boolean      NOT NULL DEFAULT false,
	labelled         boolean      NOT NULL DEFAULT false,
	replay_of        uuid,
	parent_run_id    uuid,
	namespace        varchar(64)  NOT NULL,
	queue            varchar(128) NOT NULL,
	job_id           varchar(128) NOT NULL,
	node_id          varchar(200),
	key_text         varchar(512),
	trace            text,
	error_type       text,
	error_message    text,
	error_stack      text,
	payload          text         NOT NULL,
	CONSTRAINT jobs_run_pk PRIMARY KEY (id)
) WITH (
	-- Rows come and go all the time: clean up early, and without pauses.
	autovacuum_vacuum_scale_factor = 0.02,
	autovacuum_vacuum_threshold = 1000,
	autovacuum_vacuum_cost_delay = 0,
	autovacuum_analyze_scale_factor = 0.05
);

-- What can be claimed, in the order in which it is.
CREATE INDEX IF NOT EXISTS jobs_run_ready ON jobs_run (namespace, queue, rank, due_at, id) WHERE state = 1 AND crashes = 0;
-- What a node has died over: claimed one at a time.
CREATE INDEX IF NOT EXISTS jobs_run_suspect ON jobs_run (namespace, queue, rank, due_at, id) WHERE state = 1 AND crashes > 0;
-- What runs: how many of a job, and on which node.
CREATE INDEX IF NOT EXISTS jobs_run_running ON jobs_run (namespace, job_id, node_id) WHERE state = 2;
CREATE INDEX IF NOT EXISTS jobs_run_suspect_running ON jobs_run (namespace, node_id) WHERE state = 2 AND crashes > 0;
-- What somebody triggered by hand, which no pause holds back.
CREATE INDEX IF NOT EXISTS jobs_run_manual ON jobs_run (namespace, queue, rank, due_at, id)
	WHERE state = 1 AND crashes = 0 AND trigger_code = 2;
-- What waits for its time.
CREATE INDEX IF NOT EXISTS jobs_run_waiting ON jobs_run (namespace, due_at) WHERE state IN (0, 3);
CREATE INDEX IF NOT EXISTS jobs_run_deadline ON jobs_run (namespace, deadline_at) WHERE deadline_at IS NOT NULL AND state <> 2;
-- One run in each slot of a job that must not overlap with itself.
CREATE UNIQUE INDEX IF NOT EXISTS jobs_run_slot ON jobs_run (namespace, job_id, slot) WHERE slot IS NOT NULL;

CREATE TABLE IF NOT EXISTS jobs_history (
	LIKE jobs_run,
	finished_at timestamptz NOT NULL,
	result      text,
	CONSTRAINT jobs_history_pk PRIMARY KEY (id)
);

-- Pages of runs, newest first: all, of a state, of a job.
CREATE INDEX IF NOT EXISTS jobs_history_newest ON jobs_history (namespace, state, created_at, id);
CREATE INDEX IF NOT EXISTS jobs_history_job ON jobs_history (namespace, job_id, state, created_at, id);
CREATE INDEX IF NOT EXISTS jobs_history_key ON jobs_history (namespace, key_text, state, created_at, id) WHERE key_text IS NOT NULL;
-- What is too old, by state, since failed runs are kept longer.
CREATE INDEX IF NOT EXISTS jobs_history_finished ON jobs_history (namespace, state, finished_at);

-- Attempts that failed or were lost; the last attempt of a run is in its own row.
CREATE TABLE IF NOT EXISTS jobs_attempt (
	run_id        uuid        NOT NULL,
	token         bigint      NOT NULL,
	attempt       integer     NOT NULL,
	started_at    timestamptz,
	finished_at   timestamptz NOT NULL,
	reason        smallint,
	node_id       varchar(200),
	error_type    text,
	error_message text,
	error_stack   text,
	CONSTRAINT jobs_attempt_pk PRIMARY KEY (run_id, token)
);

CREATE TABLE IF NOT EXISTS jobs_label (
	created_at  timestamptz  NOT NULL, -- that of the run, so that pages can be read in order
	run_id      uuid         NOT NULL,
	namespace   varchar(64)  NOT NULL,
	label_key   varchar(128) NOT NULL,
	label_value varchar(512) NOT NULL,
	CONSTRAINT jobs_label_pk PRIMARY KEY (run_id, label_key)
);

CREATE INDEX IF NOT EXISTS jobs_label_value ON jobs_label (namespace, label_key, label_value, created_at, run_id);

CREATE TABLE IF NOT EXISTS jobs_key (
	run_id      uuid         NOT NULL,
	expires_at  timestamptz, -- nothing while the run has not ended
	namespace   varchar(64)  NOT NULL,
	job_id      varchar(128) NOT NULL,
	key_text    varchar(512) NOT NULL,
	fingerprint varchar(128),
	CONSTRAINT jobs_key_pk PRIMARY KEY (namespace, key_text, job_id)
);

CREATE INDEX IF NOT EXISTS jobs_key_expiry ON jobs_key (namespace, expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS jobs_schedule (
	anchor      timestamptz  NOT NULL,
	next_fire   timestamptz,
	delay_ms    bigint,
	namespace   varchar(64)  NOT NULL,
	job_id      varchar(128) NOT NULL,
	fingerprint text         NOT NULL,
	CONSTRAINT jobs_schedule_pk PRIMARY KEY (namespace, job_id)
);

CREATE INDEX IF NOT EXISTS jobs_schedule_next ON jobs_schedule (namespace, next_fire) WHERE next_fire IS NOT NULL;

CREATE TABLE IF NOT EXISTS jobs_node (
	started_at   timestamptz  NOT NULL,
	heartbeat_at timestamptz  NOT NULL,
	lease_end    timestamptz  NOT NULL,
	capacity     integer      NOT NULL,
	running      integer      NOT NULL,
	clock_skew_ms integer, -- how far its clock is ahead of that of the database; nothing while it does not know
	lost         boolean      NOT NULL DEFAULT false, -- its runs were given to others, which it must be told
	namespace    varchar(64)  NOT NULL,
	node_id      varchar(200) NOT NULL,
	version      varchar(64)  NOT NULL,
	CONSTRAINT jobs_node_pk PRIMARY KEY (namespace, node_id)
);

-- kind: 1 job  2 queue
CREATE TABLE IF NOT EXISTS jobs_pause (
	since     timestamptz  NOT NULL,
	until_at  timestamptz,
	kind      smallint     NOT NULL,
	namespace varchar(64)  NOT NULL,
	name      varchar(128) NOT NULL,
	paused_by text,
	reason    text,
	CONSTRAINT jobs_pause_pk PRIMARY KEY (namespace, kind, name)
);

-- The numbers of a job are the sums over a few rows, so that writers seldom wait for one another. last_status: 1 success  2 failure  3 skipped
CREATE TABLE IF NOT EXISTS jobs_count (
	success           bigint       NOT NULL DEFAULT 0,
	failure           bigint       NOT NULL DEFAULT 0,
	skipped           bigint       NOT NULL DEFAULT 0,
	last_execution_at timestamptz,
	last_status_at    timestamptz,
	last_status       smallint,
	namespace         varchar(64)  NOT NULL,
	job_id            varchar(128) NOT NULL,
	writer            varchar(200) NOT NULL,
	CONSTRAINT jobs_count_pk PRIMARY KEY (namespace, job_id, writer)
);

-- Which versions were installed. compatible_from: the oldest version whose library may work with these tables.
CREATE TABLE IF NOT EXISTS jobs_schema (
	version         integer     NOT NULL,
	compatible_from integer     NOT NULL,
	installed_at    timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT jobs_schema_pk PRIMARY KEY (version)
);

INSERT INTO jobs_schema (version, compatible_from) VALUES (1, 1) ON CONFLICT DO NOTHING;
