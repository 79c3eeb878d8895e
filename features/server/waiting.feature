@server
Feature: A waiting connection at all times (Part 6, 7.1.3)
  The server keeps one open socket without an active session at each client.

  @RC-031
  Scenario: [1] One connection waits while nothing happens
    Given a waiting connection
    Then exactly 1 connection waits at our client

  @RC-032
  Scenario: [2] The next connection comes as soon as a secure channel is open
    Given a waiting connection
    When our client opens a secure channel
    Then the server dials our client anew at once

  @RC-031
  Scenario: [3] One connection waits while a session is open
    Given a waiting connection
    When our client opens a session
    Then exactly 1 connection waits at our client
    And the session of our client still works

  @RC-031 @NS-08
  Scenario: [4] A second session opens beside the first
    Given a waiting connection
    When our client opens a session
    Then our client gets a session on the next connection
    And exactly 1 connection waits at our client

  @RC-031
  Scenario: [5] One connection waits again after the session is closed
    Given a waiting connection
    When our client opens a session
    And our client closes the session
    Then exactly 1 connection waits at our client

  @RC-031
  Scenario: [6] One connection waits at each of five clients
    Given a waiting connection at each of the clients A, B, C, D and E
    When our client C opens a session
    Then exactly 1 connection waits at our client A
    And exactly 1 connection waits at our client C
    And exactly 1 connection waits at our client E
