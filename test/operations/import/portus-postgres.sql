--
-- PostgreSQL database dump
--

\restrict 9sdmcFx4KCVCPE6dfDDf6lcjxEblyBaIsqohKtKoMWJ3B20IQxgD6eX3hMwz1nD

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: application_tokens; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.application_tokens (
    id integer NOT NULL,
    application character varying NOT NULL,
    token_hash character varying NOT NULL,
    token_salt character varying NOT NULL,
    user_id integer NOT NULL
);


ALTER TABLE public.application_tokens OWNER TO postgres;

--
-- Name: application_tokens_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.application_tokens_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.application_tokens_id_seq OWNER TO postgres;

--
-- Name: application_tokens_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.application_tokens_id_seq OWNED BY public.application_tokens.id;


--
-- Name: comments; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.comments (
    id integer NOT NULL,
    body text,
    repository_id integer,
    user_id integer
);


ALTER TABLE public.comments OWNER TO postgres;

--
-- Name: comments_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.comments_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.comments_id_seq OWNER TO postgres;

--
-- Name: comments_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.comments_id_seq OWNED BY public.comments.id;


--
-- Name: namespaces; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.namespaces (
    id integer NOT NULL,
    name character varying,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone NOT NULL,
    team_id integer,
    registry_id integer NOT NULL,
    global boolean,
    description text,
    visibility integer
);


ALTER TABLE public.namespaces OWNER TO postgres;

--
-- Name: namespaces_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.namespaces_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.namespaces_id_seq OWNER TO postgres;

--
-- Name: namespaces_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.namespaces_id_seq OWNED BY public.namespaces.id;


--
-- Name: stars; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.stars (
    id integer NOT NULL,
    user_id integer,
    repository_id integer
);


ALTER TABLE public.stars OWNER TO postgres;

--
-- Name: stars_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.stars_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.stars_id_seq OWNER TO postgres;

--
-- Name: stars_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.stars_id_seq OWNED BY public.stars.id;


--
-- Name: team_users; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.team_users (
    id integer NOT NULL,
    user_id integer,
    team_id integer,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone NOT NULL,
    role integer DEFAULT 0
);


ALTER TABLE public.team_users OWNER TO postgres;

--
-- Name: team_users_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.team_users_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.team_users_id_seq OWNER TO postgres;

--
-- Name: team_users_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.team_users_id_seq OWNED BY public.team_users.id;


--
-- Name: teams; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.teams (
    id integer NOT NULL,
    name character varying,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone NOT NULL,
    hidden boolean,
    description text,
    ldap_group_checked integer DEFAULT 0
);


ALTER TABLE public.teams OWNER TO postgres;

--
-- Name: teams_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.teams_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.teams_id_seq OWNER TO postgres;

--
-- Name: teams_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.teams_id_seq OWNED BY public.teams.id;


--
-- Name: users; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.users (
    id integer NOT NULL,
    username character varying DEFAULT ''::character varying NOT NULL,
    email character varying DEFAULT ''::character varying,
    encrypted_password character varying DEFAULT ''::character varying NOT NULL,
    sign_in_count integer DEFAULT 0 NOT NULL,
    created_at timestamp without time zone,
    updated_at timestamp without time zone,
    admin boolean,
    enabled boolean,
    ldap_name character varying,
    namespace_id integer,
    display_name character varying,
    provider character varying,
    uid character varying,
    bot boolean
);


ALTER TABLE public.users OWNER TO postgres;

--
-- Name: users_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.users_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.users_id_seq OWNER TO postgres;

--
-- Name: users_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;


--
-- Name: application_tokens id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.application_tokens ALTER COLUMN id SET DEFAULT nextval('public.application_tokens_id_seq'::regclass);


--
-- Name: comments id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.comments ALTER COLUMN id SET DEFAULT nextval('public.comments_id_seq'::regclass);


--
-- Name: namespaces id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.namespaces ALTER COLUMN id SET DEFAULT nextval('public.namespaces_id_seq'::regclass);


--
-- Name: stars id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.stars ALTER COLUMN id SET DEFAULT nextval('public.stars_id_seq'::regclass);


--
-- Name: team_users id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.team_users ALTER COLUMN id SET DEFAULT nextval('public.team_users_id_seq'::regclass);


--
-- Name: teams id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.teams ALTER COLUMN id SET DEFAULT nextval('public.teams_id_seq'::regclass);


--
-- Name: users id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);


--
-- Data for Name: application_tokens; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.application_tokens (id, application, token_hash, token_salt, user_id) FROM stdin;
1	laptop	h	s	3
\.


--
-- Data for Name: comments; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.comments (id, body, repository_id, user_id) FROM stdin;
1	Nice	1	3
\.


--
-- Data for Name: namespaces; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.namespaces (id, name, created_at, updated_at, team_id, registry_id, global, description, visibility) FROM stdin;
1	portus_global_namespace_1	2019-05-01 10:00:00	2019-05-01 10:00:00	1	1	t	\N	2
2	boss	2019-05-01 10:00:00	2019-05-01 10:00:00	3	1	f	\N	0
3	mara	2019-05-01 10:00:00	2019-05-01 10:00:00	4	1	f	\N	2
4	jonas	2019-05-01 10:00:00	2019-05-01 10:00:00	5	1	f	\N	0
5	gone	2019-05-01 10:00:00	2019-05-01 10:00:00	5	1	f	\N	0
6	ldapper	2019-05-01 10:00:00	2019-05-01 10:00:00	5	1	f	\N	0
7	shop	2019-05-01 10:00:00	2019-05-01 10:00:00	6	1	f	The *shop*	1
8	books	2019-05-01 10:00:00	2019-05-01 10:00:00	7	1	f	\N	2
9	orphan	2019-05-01 10:00:00	2019-05-01 10:00:00	1	1	f	\N	0
\.


--
-- Data for Name: stars; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.stars (id, user_id, repository_id) FROM stdin;
1	3	1
2	4	1
\.


--
-- Data for Name: team_users; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.team_users (id, user_id, team_id, created_at, updated_at, role) FROM stdin;
1	2	1	2019-05-01 10:00:00	2019-05-01 10:00:00	2
2	3	6	2019-05-01 10:00:00	2019-05-01 10:00:00	2
3	4	6	2019-05-01 10:00:00	2019-05-01 10:00:00	1
4	5	6	2019-05-01 10:00:00	2019-05-01 10:00:00	2
5	6	6	2019-05-01 10:00:00	2019-05-01 10:00:00	0
6	7	6	2019-05-01 10:00:00	2019-05-01 10:00:00	1
7	4	7	2019-05-01 10:00:00	2019-05-01 10:00:00	0
8	2	7	2019-05-01 10:00:00	2019-05-01 10:00:00	2
\.


--
-- Data for Name: teams; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.teams (id, name, created_at, updated_at, hidden, description, ldap_group_checked) FROM stdin;
1	portus_global_team_1	2019-05-01 10:00:00	2019-05-01 10:00:00	t	\N	0
2	portus	2019-05-01 10:00:00	2019-05-01 10:00:00	t	\N	0
3	boss	2019-05-01 10:00:00	2019-05-01 10:00:00	t	\N	0
4	mara	2019-05-01 10:00:00	2019-05-01 10:00:00	t	\N	0
5	Jonas	2019-05-01 10:00:00	2019-05-01 10:00:00	t	\N	0
6	web; team	2019-05-01 10:00:00	2019-05-01 10:00:00	f	Line one\nINSERT INTO `users` VALUES (99,'evil');\nIt's \\ "quoted"\ttab	0
7	readers	2019-05-01 10:00:00	2019-05-01 10:00:00	f	\N	0
\.


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.users (id, username, email, encrypted_password, sign_in_count, created_at, updated_at, admin, enabled, ldap_name, namespace_id, display_name, provider, uid, bot) FROM stdin;
1	portus	portus@portus.com	x	0	2019-05-01 10:00:00	2019-05-01 10:00:00	t	t	\N	1	\N	\N	\N	f
2	boss	boss@example.org	$2a$10$ZeBQRqyj8trHvgoMVtFSUu7F.BGHYozyHza6rk4f25LAmpcYhJJcO	0	2019-05-01 10:00:00	2019-05-01 10:00:00	t	t	\N	2	The "Boss"	\N	\N	f
3	mara	mara@example.org	$2a$10$ZOvOmAcaYam8E/QOvQVorOzgypAvTLiuRpllicDoE3wYhvChdgUXS	0	2019-05-01 10:00:00	2019-05-01 10:00:00	f	t	\N	3	Mara O'Neil	\N	\N	f
4	Jonas		$2a$10$Qd1umyTu63gE1wb0kPi4i.ZbtW.b0QDPWvVTLyRU//htjx3UObIfK	0	2019-05-01 10:00:00	2019-05-01 10:00:00	f	t	\N	4	\N	\N	\N	f
5	gone	gone@example.org	$2a$10$5fSpCJesAjgOX8mbjGAK4.s0fs3/RRgSJmplxAN9rz2esdoGW2Abu	0	2019-05-01 10:00:00	2019-05-01 10:00:00	f	f	\N	5	\N	\N	\N	f
6	ldapper	\N		0	2019-05-01 10:00:00	2019-05-01 10:00:00	f	t	\N	6	\N	\N	\N	f
7	ci	ci@example.org	x	0	2019-05-01 10:00:00	2019-05-01 10:00:00	f	t	\N	\N	\N	\N	\N	t
\.


--
-- Name: application_tokens_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.application_tokens_id_seq', 1, true);


--
-- Name: comments_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.comments_id_seq', 1, true);


--
-- Name: namespaces_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.namespaces_id_seq', 9, true);


--
-- Name: stars_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.stars_id_seq', 2, true);


--
-- Name: team_users_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.team_users_id_seq', 8, true);


--
-- Name: teams_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.teams_id_seq', 7, true);


--
-- Name: users_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.users_id_seq', 7, true);


--
-- Name: application_tokens application_tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.application_tokens
    ADD CONSTRAINT application_tokens_pkey PRIMARY KEY (id);


--
-- Name: comments comments_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_pkey PRIMARY KEY (id);


--
-- Name: namespaces namespaces_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.namespaces
    ADD CONSTRAINT namespaces_pkey PRIMARY KEY (id);


--
-- Name: stars stars_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.stars
    ADD CONSTRAINT stars_pkey PRIMARY KEY (id);


--
-- Name: team_users team_users_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.team_users
    ADD CONSTRAINT team_users_pkey PRIMARY KEY (id);


--
-- Name: teams teams_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_pkey PRIMARY KEY (id);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--

\unrestrict 9sdmcFx4KCVCPE6dfDDf6lcjxEblyBaIsqohKtKoMWJ3B20IQxgD6eX3hMwz1nD

