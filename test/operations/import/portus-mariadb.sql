/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: portus
-- ------------------------------------------------------
-- Server version	10.11.19-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Table structure for table `users`
--

DROP TABLE IF EXISTS `users`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `users` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `username` varchar(255) NOT NULL DEFAULT '',
  `email` varchar(255) DEFAULT '',
  `encrypted_password` varchar(255) NOT NULL DEFAULT '',
  `sign_in_count` int(11) NOT NULL DEFAULT 0,
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  `admin` tinyint(1) DEFAULT NULL,
  `enabled` tinyint(1) DEFAULT NULL,
  `ldap_name` varchar(255) DEFAULT NULL,
  `namespace_id` int(11) DEFAULT NULL,
  `display_name` varchar(255) DEFAULT NULL,
  `provider` varchar(255) DEFAULT NULL,
  `uid` varchar(255) DEFAULT NULL,
  `bot` tinyint(1) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=8 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `users`
--

LOCK TABLES `users` WRITE;
/*!40000 ALTER TABLE `users` DISABLE KEYS */;
INSERT INTO `users` VALUES
(1,'portus','portus@portus.com','x',0,'2019-05-01 10:00:00','2019-05-01 10:00:00',1,1,NULL,1,NULL,NULL,NULL,0),
(2,'boss','boss@example.org','$2a$10$iEJmxP5pvhQO3XycQJZge.U.2VOWYixLDMpzdMVOICrxxKH5uzLeu',0,'2019-05-01 10:00:00','2019-05-01 10:00:00',1,1,NULL,2,'The \"Boss\"',NULL,NULL,0),
(3,'mara','mara@example.org','$2a$10$KZ4pd/CNDlu7orUOR7zXtud2Ti6LLhNm7UL5D7oxKJ8gHyRmKslVK',0,'2019-05-01 10:00:00','2019-05-01 10:00:00',0,1,NULL,3,'Mara O\'Neil',NULL,NULL,0),
(4,'Jonas','','$2a$10$hQ371ZjzsukpHxV5vDC0SOQfv4lWplDaVEy5uvpZU64QEt8Pl0Le.',0,'2019-05-01 10:00:00','2019-05-01 10:00:00',0,1,NULL,4,NULL,NULL,NULL,0),
(5,'gone','gone@example.org','$2a$10$eZWzDMyvp/TXHyn1nu70tO3ouHEp1B8cjngBZXOd5h2zN7YLLmfQa',0,'2019-05-01 10:00:00','2019-05-01 10:00:00',0,0,NULL,5,NULL,NULL,NULL,0),
(6,'ldapper',NULL,'',0,'2019-05-01 10:00:00','2019-05-01 10:00:00',0,1,NULL,6,NULL,NULL,NULL,0),
(7,'ci','ci@example.org','x',0,'2019-05-01 10:00:00','2019-05-01 10:00:00',0,1,NULL,NULL,NULL,NULL,NULL,1);
/*!40000 ALTER TABLE `users` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `teams`
--

DROP TABLE IF EXISTS `teams`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `teams` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(255) DEFAULT NULL,
  `created_at` datetime NOT NULL,
  `updated_at` datetime NOT NULL,
  `hidden` tinyint(1) DEFAULT NULL,
  `description` text DEFAULT NULL,
  `ldap_group_checked` int(11) DEFAULT 0,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=8 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `teams`
--

LOCK TABLES `teams` WRITE;
/*!40000 ALTER TABLE `teams` DISABLE KEYS */;
INSERT INTO `teams` VALUES
(1,'portus_global_team_1','2019-05-01 10:00:00','2019-05-01 10:00:00',1,NULL,0),
(2,'portus','2019-05-01 10:00:00','2019-05-01 10:00:00',1,NULL,0),
(3,'boss','2019-05-01 10:00:00','2019-05-01 10:00:00',1,NULL,0),
(4,'mara','2019-05-01 10:00:00','2019-05-01 10:00:00',1,NULL,0),
(5,'Jonas','2019-05-01 10:00:00','2019-05-01 10:00:00',1,NULL,0),
(6,'web; team','2019-05-01 10:00:00','2019-05-01 10:00:00',0,'Line one\nINSERT INTO `users` VALUES (99,\'evil\');\nIt\'s \\ \"quoted\"	tab',0),
(7,'readers','2019-05-01 10:00:00','2019-05-01 10:00:00',0,NULL,0);
/*!40000 ALTER TABLE `teams` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `team_users`
--

DROP TABLE IF EXISTS `team_users`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `team_users` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `user_id` int(11) DEFAULT NULL,
  `team_id` int(11) DEFAULT NULL,
  `created_at` datetime NOT NULL,
  `updated_at` datetime NOT NULL,
  `role` int(11) DEFAULT 0,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=9 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `team_users`
--

LOCK TABLES `team_users` WRITE;
/*!40000 ALTER TABLE `team_users` DISABLE KEYS */;
INSERT INTO `team_users` VALUES
(1,2,1,'2019-05-01 10:00:00','2019-05-01 10:00:00',2),
(2,3,6,'2019-05-01 10:00:00','2019-05-01 10:00:00',2),
(3,4,6,'2019-05-01 10:00:00','2019-05-01 10:00:00',1),
(4,5,6,'2019-05-01 10:00:00','2019-05-01 10:00:00',2),
(5,6,6,'2019-05-01 10:00:00','2019-05-01 10:00:00',0),
(6,7,6,'2019-05-01 10:00:00','2019-05-01 10:00:00',1),
(7,4,7,'2019-05-01 10:00:00','2019-05-01 10:00:00',0),
(8,2,7,'2019-05-01 10:00:00','2019-05-01 10:00:00',2);
/*!40000 ALTER TABLE `team_users` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `namespaces`
--

DROP TABLE IF EXISTS `namespaces`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `namespaces` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(255) DEFAULT NULL,
  `created_at` datetime NOT NULL,
  `updated_at` datetime NOT NULL,
  `team_id` int(11) DEFAULT NULL,
  `registry_id` int(11) NOT NULL,
  `global` tinyint(1) DEFAULT NULL,
  `description` text DEFAULT NULL,
  `visibility` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=10 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `namespaces`
--

LOCK TABLES `namespaces` WRITE;
/*!40000 ALTER TABLE `namespaces` DISABLE KEYS */;
INSERT INTO `namespaces` VALUES
(1,'portus_global_namespace_1','2019-05-01 10:00:00','2019-05-01 10:00:00',1,1,1,NULL,2),
(2,'boss','2019-05-01 10:00:00','2019-05-01 10:00:00',3,1,0,NULL,0),
(3,'mara','2019-05-01 10:00:00','2019-05-01 10:00:00',4,1,0,NULL,2),
(4,'jonas','2019-05-01 10:00:00','2019-05-01 10:00:00',5,1,0,NULL,0),
(5,'gone','2019-05-01 10:00:00','2019-05-01 10:00:00',5,1,0,NULL,0),
(6,'ldapper','2019-05-01 10:00:00','2019-05-01 10:00:00',5,1,0,NULL,0),
(7,'shop','2019-05-01 10:00:00','2019-05-01 10:00:00',6,1,0,'The *shop*',1),
(8,'books','2019-05-01 10:00:00','2019-05-01 10:00:00',7,1,0,NULL,2),
(9,'orphan','2019-05-01 10:00:00','2019-05-01 10:00:00',1,1,0,NULL,0);
/*!40000 ALTER TABLE `namespaces` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `application_tokens`
--

DROP TABLE IF EXISTS `application_tokens`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `application_tokens` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `application` varchar(255) NOT NULL,
  `token_hash` varchar(255) NOT NULL,
  `token_salt` varchar(255) NOT NULL,
  `user_id` int(11) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=2 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `application_tokens`
--

LOCK TABLES `application_tokens` WRITE;
/*!40000 ALTER TABLE `application_tokens` DISABLE KEYS */;
INSERT INTO `application_tokens` VALUES
(1,'laptop','h','s',3);
/*!40000 ALTER TABLE `application_tokens` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `stars`
--

DROP TABLE IF EXISTS `stars`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `stars` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `user_id` int(11) DEFAULT NULL,
  `repository_id` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `stars`
--

LOCK TABLES `stars` WRITE;
/*!40000 ALTER TABLE `stars` DISABLE KEYS */;
INSERT INTO `stars` VALUES
(1,3,1),
(2,4,1);
/*!40000 ALTER TABLE `stars` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `comments`
--

DROP TABLE IF EXISTS `comments`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `comments` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `body` text DEFAULT NULL,
  `repository_id` int(11) DEFAULT NULL,
  `user_id` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=2 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `comments`
--

LOCK TABLES `comments` WRITE;
/*!40000 ALTER TABLE `comments` DISABLE KEYS */;
INSERT INTO `comments` VALUES
(1,'Nice',1,3);
/*!40000 ALTER TABLE `comments` ENABLE KEYS */;
UNLOCK TABLES;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2026-12-01 15:00:26
