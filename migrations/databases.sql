-- The databases and who may use which. The container of PostgreSQL runs this once, when its volume is empty.
--
-- Rapport and the assistant have a role and a database each; neither is a superuser. The assistant's role sees its
-- own conversations only. Rapport's may do there what the assistant's may, because an erasure reaches them.

\set ON_ERROR_STOP on
\getenv rapport_password DATABASE_PASSWORD
\getenv assistant_password TRACKER_PASSWORD

BEGIN;
CREATE ROLE rapport LOGIN PASSWORD :'rapport_password';
CREATE ROLE assistant LOGIN PASSWORD :'assistant_password';
GRANT assistant TO rapport;
COMMIT;

CREATE DATABASE rapport OWNER rapport;
CREATE DATABASE assistant OWNER assistant;
-- Anyone who can sign in may enter every database, unless it is said otherwise.
REVOKE ALL ON DATABASE rapport, assistant, postgres FROM PUBLIC;
