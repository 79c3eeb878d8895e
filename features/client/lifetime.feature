@client
Feature: The client lives as long as it should, and so do its connections
  No text says so, since any product must. Both are judged in every other scenario too.

  @RH-01 @quick
  Scenario: [1] The client does not crash when it is told to end in the middle of a session
    Given a client with an open session
    When the client is told to end
    Then the client has not crashed

  @RH-02
  Scenario: [2] Connections that their server has closed do not pile up
    Given the client listens
    When our server A dials, sends ReverseHello and closes 10 times
    Then the connections of the client do not pile up
