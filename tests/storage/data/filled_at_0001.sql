INSERT INTO feeds (id, url, title, language, state, next_check_at, failures, created_at)
VALUES (1, 'https://quay.example/feed.xml', 'Quay Herald', 'en', 'active', '2026-03-02 08:00:00.000000', 0, '2026-03-01 08:00:00.000000');
INSERT INTO topics (id, slug, name, description, keywords, method, sentences, position, created_at)
VALUES (1, 'sea', 'Sea', '', '["ferry", "storm"]', 'news', 2, 1, '2026-03-01 08:00:00.000000');
INSERT INTO topic_feeds (topic_id, feed_id) VALUES (1, 1);
INSERT INTO stories (id, language, created_at, updated_at)
VALUES (1, 'en', '2026-03-02 06:00:00.000000', '2026-03-02 06:30:00.000000');
INSERT INTO articles (id, url, title, text, language, source, published_at, fetched_at, story_id)
VALUES (1, 'https://quay.example/a', 'Ferry stuck', 'The ferry is stuck.', 'en', 'Quay Herald', '2026-03-02 06:00:00.000000', '2026-03-02 06:05:00.000000', 1);
INSERT INTO entries (id, feed_id, guid, url, title, content, published_at, seen_at, state, attempts, next_try_at, article_id)
VALUES (1, 1, 'a', 'https://quay.example/a', 'Ferry stuck', '', '2026-03-02 06:00:00.000000', '2026-03-02 06:01:00.000000', 'done', 0, '2026-03-02 06:01:00.000000', 1);
INSERT INTO chats (id, telegram_id, thread_id, kind, title, state, created_at)
VALUES (1, 4242, 0, 'private', 'Ada', 'active', '2026-03-01 08:00:00.000000');
INSERT INTO subscriptions (chat_id, topic_id, created_at) VALUES (1, 1, '2026-03-01 08:00:00.000000');
INSERT INTO schedules (chat_id, times, weekdays, zone, paused, next_run_at)
VALUES (1, '07:30', 127, 'Europe/Vienna', FALSE, '2026-03-03 06:30:00.000000');
INSERT INTO digests (id, chat_id, kind, since, until, created_at)
VALUES (1, 1, 'scheduled', '2026-03-01 06:30:00.000000', '2026-03-02 06:30:00.000000', '2026-03-02 06:30:00.000000');
INSERT INTO digest_stories (digest_id, story_id, position, sources, score, matches)
VALUES (1, 1, 0, 3, '{"sources": 1.1}', '["Sea"]');
INSERT INTO deliveries (id, dedup_key, digest_id, chat_id, part, html, priority, state, attempts, resends, not_before, created_at, sent_at, message_id)
VALUES (1, 'digest:1:0', 1, 1, 0, 'Ferry stuck', 10, 'sent', 1, 0, '2026-03-02 06:30:00.000000', '2026-03-02 06:30:00.000000', '2026-03-02 06:30:01.000000', 7);
INSERT INTO deliveries (id, dedup_key, digest_id, chat_id, part, html, priority, state, attempts, resends, not_before, created_at)
VALUES (2, 'digest:1:1', 1, 1, 1, 'More', 10, 'pending', 0, 0, '2026-03-02 06:30:00.000000', '2026-03-02 06:30:00.000000');
INSERT INTO roles (user_id, role, created_at) VALUES (4242, 'owner', '2026-03-01 08:00:00.000000');
INSERT INTO feeds (id, url, title, state, next_check_at, failures, problem, ok_at, created_at)
VALUES (2, 'https://ada:p%40ss@members.example/feed.xml', 'Members', 'active', '2026-03-02 08:00:00.000000', 3, '503', '2026-03-01 20:00:00.000000', '2026-03-01 08:00:00.000000');
